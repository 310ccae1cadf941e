"""Everything that changes state: one module per noun, one function per verb, all in the caller's transaction."""
