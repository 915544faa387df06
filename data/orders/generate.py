"""Writes orders.jsonl: made-up order mails, cut into words, with a tag for each word.

Run: python3 data/orders/generate.py

Tags are BIO: B- begins an amount, product, person, city or day, I- goes on with it, O is none. Names are made of parts, and test mails use
people and products that training has not. The same file comes out every time.
"""
import json
import os
import random

FIRST = ["Anna", "Ben", "Carla", "David", "Elif", "Frank", "Greta", "Hassan", "Ines", "Jan", "Kira", "Liam", "Mara", "Nils", "Olga", "Pavel", "Rosa", "Sven", "Tara", "Uwe"]
LAST = ["Becker", "Novak", "Schmidt", "Rossi", "Larsen", "Costa", "Weber", "Kaya", "Moreau", "Lind", "Horvat", "Ricci", "Vogel", "Dahl", "Fischer", "Ivanova"]
CITIES = ["Berlin", "Paris", "New York", "Rome", "San Marino", "Oslo", "Den Haag", "Vienna", "Prague", "Madrid", "Los Angeles", "Bern"]
KINDS = ["green", "black", "large", "small", "organic", "wooden", "steel", "blue"]
GOODS = ["tea", "coffee beans", "paper bags", "screws", "candles", "towels", "glue", "rice", "pencils", "light bulbs", "olive oil", "bricks"]
UNITS = ["boxes", "bags", "pallets", "crates", "packs", "bottles"]
DAYS = ["Monday", "Friday", "tomorrow", "next week", "the first of May", "June 12", "Tuesday morning"]
TEMPLATES = [
    "please send {amount} of {product} to {person} in {city} by {day}",
    "{person} in {city} needs {amount} of {product}",
    "can we get {amount} {product} until {day} ?",
    "our customer {person} asks for {product} , {amount} , before {day}",
    "hello , I am {person} and would like {amount} of {product}",
    "deliver to {city} on {day} : {amount} {product} , contact is {person}",
    "the {product} for {person} must reach {city} {day}",
    "{amount} of {product} , and {amount} of {product} , for {city} please",
    "no more {product} is needed in {city} , thanks {person}",
    "I spoke with {person} , they take {amount}",
]
ROWS = 3000

random = random.Random(5)


def fill(kind, isTest):
    if kind == "amount":
        return f"{random.randint(1, 400)} {random.choice(UNITS)}" if random.random() < 0.8 else f"{random.randint(2, 90)}"
    if kind == "product":
        goods = GOODS if isTest else GOODS[:-3]
        return (random.choice(KINDS) + " " if random.random() < 0.5 else "") + random.choice(goods)
    if kind == "person":
        first, last = (FIRST, LAST) if isTest else (FIRST[:-5], LAST[:-4])
        return random.choice(first) + (" " + random.choice(last) if random.random() < 0.7 else "")
    return random.choice(CITIES if kind == "city" else DAYS)


with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "orders.jsonl"), "w", encoding="utf-8") as file:
    for number in range(ROWS):
        words, tags = [], []
        for part in random.choice(TEMPLATES).split():
            if part.startswith("{"):
                own = fill(part[1:-1], number % 5 == 0).split()
                words += own
                tags += [f"{'I' if i else 'B'}-{part[1:-1]}" for i in range(len(own))]
            else:
                words.append(part)
                tags.append("O")
        file.write(json.dumps({"id": number, "words": words, "tags": tags}) + "\n")
