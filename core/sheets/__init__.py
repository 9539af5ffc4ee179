"""Tables from files that people upload: bytes in, rows of text out. Pure Python, no domain words.

`files.read_file` reads an xlsx or csv as the untrusted bytes that they are, `cells` tidies and
checks one cell's text, `problems` says what is wrong and where. What the columns mean is the
caller's business.
"""
