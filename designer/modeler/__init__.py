"""The modeler room: drafts of processes, decisions and forms, their editors, and what a deployment takes from them."""
