"""The floor: the smallest honest Django app that saves a page of ten fields.

The portal's figures are ratios against it, on the same machine, in the same run and on the same
stack: two sync gunicorn workers, psycopg's pool, sessions and log-in from the database, CSRF, a
page of ten fields drawn by Django's own form rendering, and one update of a JSONB column. It has
none of the portal's rules, roles, layout or care.
"""
