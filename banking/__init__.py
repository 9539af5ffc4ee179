"""Bank files and bank numbers: values in, files out, and the other way round. Pure Python.

The doors, and nothing else is meant for other apps:

- `bankgiro`, `ocr`: numbers with check digits.
- `pain001.write`: a batch of payments becomes the file that the bank executes.
- `replies.read`: what the bank sends back becomes the values of `pain002`, `camt054`, `outcome`.
- `demo_bank`: a pretend bank that answers our own files, for demo, tests and journeys.

Who is paid, what a reply settles and whether it has been read before is the apps' matter.
"""
