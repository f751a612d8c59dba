"""Word's file format, read from its raw parts: package, styles, numbering, paragraphs, tables.

One verb a file, bottom first: ``names`` and ``archive`` open the package, ``styles`` and ``numbering`` say what a
paragraph is and which number Word shows before it, ``formats`` and ``symbols`` spell numbers and bullets,
``inline`` reads one paragraph, ``blocks`` and ``tables`` walk the body, ``asides`` reads what stands around it.
"""
