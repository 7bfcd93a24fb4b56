"""The operator's commands, one file an area. Each imports what it needs when it runs: help is quick."""
