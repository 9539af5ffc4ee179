"""Every letter of the portal with made-up but likely contents, for staff and for tests to look at.

`world` is the made-up case, the other modules the letters of each phase, `shelves` all of them.
Nothing here is read from the database, and nothing is sent.
"""
