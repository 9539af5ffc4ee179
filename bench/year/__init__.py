"""A year of letters, played day by day against everything that goes wrong in one.

The recipients do what recipients do, on days drawn by lot. Beat stands still on some days, workers
are killed with -9 in the middle of their work, and the mail server refuses a third of what it is
offered. What should have gone out is worked out beside the portal, from the plan and from what
everybody did (`expected`), and held against what the mail server took (`reckoning`).

`manage.py simulate_year` runs it, in a database that it makes and drops.
"""
