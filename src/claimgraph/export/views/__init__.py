"""What is written from records, one file each: `pieces(records, setting)` gives the bytes in parts.

One that is several files has `files(records, setting)` instead, which gives the name and the parts of each.
"""
