"""The transfer room: the whole database in another place: copies, backups, and what a restored one must mind."""
