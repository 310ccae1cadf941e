"""The connector SDK and the built-in connectors; knows neither the engine nor the designer."""
