"""Writes accents.txt beside itself: each small letter that Unicode decomposes into one character and marks, and that character."""
import os
import sys
import unicodedata

pairs = []
for value in range(0x80, 0x30000):
    letter = chr(value)
    base = [c for c in unicodedata.normalize("NFD", letter) if unicodedata.category(c) != "Mn"]
    if len(base) == 1 and base[0] != letter and letter.lower() == letter and unicodedata.category(letter)[0] == "L":
        pairs.append(letter + base[0])
folder = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(folder, "accents.txt"), "w", encoding="utf-8") as file:
    file.write("".join(pairs) + "\n")
print(len(pairs), "letters, Unicode", unicodedata.unidata_version, file=sys.stderr)
