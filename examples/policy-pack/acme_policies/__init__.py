"""The policies of Acme. Remit reads the files beside this one, and runs none of it."""
