"""Prints tokens and BLEU of made-up texts, as NLTK has them: its NIST tokenizer is the one that sacreBLEU calls 13a, its third smoothing the one
that sacreBLEU calls exponential.

Run: /usr/bin/python3 tests/golden/texts.py > tests/golden/texts.json      (Debian's python3-nltk)
"""
import json
import random
import types

import nltk.corpus

# Its lists of characters are not in Debian, and are for languages that are not written with spaces alone.
nltk.corpus.perluniprops = types.SimpleNamespace(chars=lambda *_: ["x"])
from nltk.tokenize.nist import NISTTokenizer  # noqa: E402
from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu  # noqa: E402

random.seed(3)
TEXTS = [
    "", "A cat sat.", "It's 3,500.25 euros, isn't it?", "e-mail: a.b@c.org (see p. 7-9)", "3-4 men; 10% \"more\" & more", "&quot;quoted&quot; &lt;tag&gt; &amp; so on",
    "one\ntwo", "<skipped> here", "¿Qué? «non» – dash … ok", "a/b\\c [x] {y} ~z ^ `t` $5 #1 *s* 1+1=2", "U.S.A. vs. U.K., 1.5.2", "!?!", "...", "x.y,z", "5.", "no.5", "A,B", "日本語。",
]
WORDS = "the a cat dog man bit had sat on mat it was not 3.5 , . ! isn't and then".split()


def sentence(length):
    return " ".join(random.choice(WORDS) for _ in range(length))


def changed(text):
    words = text.split()
    for _ in range(random.randrange(4)):
        at = random.randrange(len(words) + 1)
        words[at:at + random.randrange(2)] = [random.choice(WORDS)] * random.randrange(2)
    return " ".join(words)


tokenizer = NISTTokenizer()
corpora = []
for rows, length, alike in ((1, 6, 1), (1, 3, 1), (3, 5, 1), (5, 12, 1), (20, 9, 1), (2, 4, 1), (1, 9, 0), (6, 12, 0)):
    truth = [sentence(length + random.randrange(3)) for _ in range(rows)]
    written = [changed(t) if alike else sentence(length) for t in truth]
    pairs = [([tokenizer.tokenize(t)], tokenizer.tokenize(w)) for t, w in zip(truth, written)]
    # NLTK counts a run of four in shorter texts, too.
    if min(len(w) for _, w in pairs) >= 4:
        corpora.append({"truth": truth, "written": written, "bleu": 100 * corpus_bleu([p[0] for p in pairs], [p[1] for p in pairs], smoothing_function=SmoothingFunction().method3)})

print(json.dumps({"tokens": [[t, tokenizer.tokenize(t)] for t in TEXTS], "corpora": corpora}, ensure_ascii=False, indent=0))
