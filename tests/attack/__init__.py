"""Attackers of the disclosure rule: whole organisations live through cycles, and who reads along computes.

`python -m tests.attack` runs them at full size and writes `build/attack.json`; the tests beside it run the
same attackers on less. They know the rule, the tree, the rosters, who handed in, and every text that the bot
has emitted (`observers`, `emitted`), but not the key of the rounding. Shared commitments, which they can read
as well, lead them nowhere (`test_commitments`).
"""
