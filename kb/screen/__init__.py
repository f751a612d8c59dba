"""``screen``: what a person sees.  Replies, hits, clauses and reports as text, for the ``kb`` command.

look       colours, width, how much to tell; display width, padding, wrapping
replies    a reply, search hits
clauses    one clause in context, a file as a tree
lists      rows for people and for pipes
reports    a build, the state of a knowledge base
terminal   streams, the progress bar, tables drawn on a terminal
usage      click's words in Chinese

Everything but ``terminal`` gives strings and touches nothing.
"""
