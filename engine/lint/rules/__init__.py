"""The lint rules. Each module documents a bad and a good diagram; the tests run both."""
