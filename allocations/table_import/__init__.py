"""Decided tables and statistics from files and pasted text, matched with the recipients.

`reading.read_table` and `reading.read_pasted` give rows of recipient code and kr,
`statistics.read_statistic` gives codes and figures; all with everything that is wrong, each with
its place, and every interpretation said aloud. Pure: nothing here reads the database or writes.
"""
