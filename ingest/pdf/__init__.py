"""Pages of a pdf, from glyphs to lines in reading order; ``ingest.readers.pdf`` is the door.

opening     bytes -> an open file, or the error that says what is wrong with it
glyphs      page -> characters with their boxes
rulings     page -> ruling lines and pictures
tables      ruling lines and glyphs -> rows
runs        glyphs -> pieces of text on one baseline
heads       what repeats at the edges of the pages
columns     pieces -> visual lines in reading order
kinds       titles and headings by their type
wrapping    does a paragraph end with this line?
"""
