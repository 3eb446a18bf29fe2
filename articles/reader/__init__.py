"""What readers get. Reads only: Publications, their link rows, and what design allows beside them.

A draft is not in the tables this room may look at.
"""
