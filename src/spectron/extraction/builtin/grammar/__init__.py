"""From text to clauses: sentences, words, parts of speech, phrases, clauses and their times."""
