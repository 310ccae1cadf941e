"""The portal: what a customer sees and may do with their own returns."""
