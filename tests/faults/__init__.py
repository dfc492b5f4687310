"""The serving process killed at any moment: nothing acknowledged is lost, nothing is applied twice, all are told."""
