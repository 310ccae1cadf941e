"""Measures Returnflow beside named references in one run; ratios and medians, because machines are noisy."""
