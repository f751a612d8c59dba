"""``screen``: what a person sees.  Replies, hits, clauses and reports as text, and the verbs of the ``kb`` command.

As text, touching nothing:
    look       colours, width, how much to tell; display width, padding, wrapping
    replies    a reply, search hits
    clauses    one clause in context, a file as a tree
    links      what a clause cites, who cites it, whether its document is in force
    tables     rows of roles, penalties and responsibilities
    reports    a build, the state of a knowledge base
    parsing    what came of reading one file
    changes    what changed and what is wrong
    endings    exit codes, errors with their remedy

Verbs, by who uses them:
    contents   what is in the knowledge base
    onboarding papers for newcomers and their managers
    upkeep     checking, comparing, going back

What they stand on:
    output     standard output and standard error
    terminal   streams, the progress bar, tables drawn on a terminal
    usage      click's words in Chinese, the global options, the filters
"""
