"""Morgonbrevet: what came in, what is late and what has failed, each workday morning, to staff.

`contents` asks, `rules` say when and to whom, `actions` write, `letters` tell the outbox.
"""
