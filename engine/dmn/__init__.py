"""FEEL and DMN 1.5: usable alone, on nothing but the clock and the error tree."""
