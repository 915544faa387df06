"""Writes ratings.csv: how made-up people rate made-up films, 1 to 5.

Run: python3 data/films/generate.py

Each person likes two of eight genres, each film has one and is more or less well known; people mostly see well-known films of genres that they
like. The same file comes out every time.
"""
import csv
import os
import random

GENRES = ["comedy", "crime", "documentary", "fantasy", "history", "horror", "romance", "western"]
FILMS_OF_GENRE, PEOPLE, SEEN = 25, 400, (15, 40)

random = random.Random(8)
films = [(f"{genre}-{number:02}", genre, random.paretovariate(1.2)) for genre in GENRES for number in range(1, FILMS_OF_GENRE + 1)]
rows = []
for person in range(1, PEOPLE + 1):
    liked = random.sample(GENRES, 2)
    weights = {name: fame * (12 if genre in liked else 1) for name, genre, fame in films}
    for _ in range(random.randint(*SEEN)):
        name = random.choices(list(weights), list(weights.values()))[0]
        genre = name.rsplit("-", 1)[0]
        del weights[name]
        rows.append((f"p{person:03}", name, max(1, min(5, round(random.gauss(4.2 if genre in liked else 2.6, 0.8))))))
random.shuffle(rows)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ratings.csv"), "w", newline="", encoding="utf-8") as file:
    csv.writer(file, lineterminator="\n").writerows([("person", "film", "rating"), *rows])
