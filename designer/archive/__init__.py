"""The archive room: returns that are over leave the tables of daily work, and their story stays."""
