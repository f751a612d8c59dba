"""``index`` remembers: clauses become tags, terms and searchable generations on disk.

term         what a search compares: a word, a sub-word or a pair of characters, with its position
analyzer     text -> terms, the same way for clauses and for questions
engine       keeps terms on disk and finds clauses by them; several behind one protocol
generation   one finished state of the knowledge base: manifest, clauses, and an engine's folder
store        the folder of generations; a new one is built aside and switched to in one step

This room imports ``ingest`` and nothing above it.  jieba's dictionary, NumPy and the engines are loaded
inside the functions that need them, so that a question is answered before they would be read.
"""
