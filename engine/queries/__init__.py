"""Everything that only reads: one module per noun; results are frozen dataclasses of FEEL values."""
