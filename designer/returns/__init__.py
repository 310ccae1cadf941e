"""Returns: the business object that customers and staff talk about, and its canonical status."""
