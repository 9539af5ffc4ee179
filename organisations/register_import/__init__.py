"""Registers from a file: huvudmän, which recipients they stand behind, addresses and contacts.

`read_file` and `read_sheet` turn bytes into rows and problems, `plan_for` says what the rows would
change, `keep_preview` and `adopt` are the only two that write. Nothing reaches the registers
before `adopt`, and that only if they still are as the preview showed them.
"""
