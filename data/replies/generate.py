"""Writes messages.csv: made-up messages of a web shop's customers, and what its staff replies.

Run: python3 data/replies/generate.py

Every message comes from a template: one of five wordings of its occasion, with one way to begin and to end. A reply is that of the occasion, with the
thing, the place, the day and the number of the message. All messages of a template are in the same part, so that no template is in two. The same
file comes out every time.
"""
import csv
import os
import random

OCCASIONS = {
    "I am sorry that your {thing} arrived broken. We send a new one to {city} on {day}.": [
        "the {thing} that came to {city} on {day} is broken", "my {thing} arrived in pieces, I live in {city} and am at home on {day}", "broken {thing}, please bring another to {city} on {day}",
        "on {day} a damaged {thing} was delivered to me in {city}", "I opened the parcel from {day} and the {thing} has a crack. {city} is where I live"],
    "Your order {number} is on its way to {city}.": [
        "where is order {number}? I wait in {city}", "has {number} been sent to {city} yet", "please tell me when my order {number} gets to {city}", "still nothing in {city}, my order is {number}",
        "what about {number}, it should be in {city} by now"],
    "We have cancelled order {number}. You get your money back by {day}.": [
        "please cancel order {number}, and pay me back by {day}", "I do not want {number} any more, I need the money on {day}", "stop order {number} and refund it before {day}",
        "undo {number}. When do I get my money, is {day} possible", "my order {number} was a mistake, cancel it. I hope for the refund by {day}"],
    "Yes, we have {count} of the {thing} in our store in {city}.": [
        "can I buy {count} times the {thing} in {city}", "do you have the {thing} in {city}? I need {count}", "I want {count} of your {thing} and live near {city}", "is the {thing} in stock in {city}, I would take {count}",
        "{count} pieces of the {thing}, are they there in {city}"],
    "Our store in {city} opens at {hour} on {day}.": [
        "when do you open in {city} on {day}? Is {hour} too early", "can I come to the store in {city} on {day} at {hour}", "is your shop in {city} open on {day} from {hour}", "opening hours for {city}, {day}, I would be there at {hour}",
        "I would like to visit you in {city} at {hour} this {day}"],
    "The {thing} may be sent back until {day}. Please write {number} on the parcel.": [
        "I want to return the {thing} of order {number}, can I do it on {day}", "how do I send back my {thing}? It is {number}, and I have time on {day}", "the {thing} from {number} does not fit, I bring it to the post on {day}",
        "return of the {thing}, order {number}, is {day} early enough", "until {day} I cannot post the {thing} of {number}, is that fine"],
    "The warranty of the {thing} covers that. Bring it to {city} at any time.": [
        "my {thing} stopped working, is there a shop in {city} that repairs it", "the {thing} is dead after a year. I live in {city}", "does the guarantee cover a {thing} that does not switch on? I am in {city}",
        "who repairs my {thing} in {city}", "the {thing} I bought in {city} makes a strange noise"],
    "Delivery of {count} times the {thing} to {city} is free.": [
        "what does it cost to send {count} of the {thing} to {city}", "shipping to {city} for {count} times the {thing}, how much", "is there a fee if I order {count} of your {thing} to {city}", "delivery price please: {thing}, {count} of them, {city}",
        "do I pay for delivery to {city} if I take {count} pieces of the {thing}"],
}
SLOTS = {
    "thing": ["kettle", "lamp", "backpack", "phone", "jacket", "chair", "headset", "camera", "blender", "watch", "keyboard", "tent", "mirror", "carpet", "drill", "bike helmet"],
    "city": ["Lisbon", "Den Haag", "Oslo", "Graz", "Turin", "Malmö", "Los Angeles", "Kyoto", "Porto", "Cork", "Zürich", "Brno"],
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
    "hour": ["8", "9", "10", "11"],
    "count": ["2", "3", "4", "5", "6", "12"],
}
BEFORE = ["", "hi, ", "hello, ", "good morning, ", "hey there, ", "Sir or Madam: "]
AFTER = ["", "?", ".", " thanks", "!", ". Thank you", ". Best wishes"]
PARTS = ["train"] * 7 + ["validation"] + ["test"] * 2
TEMPLATES_OF_WORDING, ROWS_OF_TEMPLATE = 12, 8

random = random.Random(31)
rows = []
for reply, wordings in OCCASIONS.items():
    for wording in wordings:
        ways = random.sample([(before, after) for before in BEFORE for after in AFTER], TEMPLATES_OF_WORDING)
        for before, after in ways:
            part = random.choice(PARTS)
            for _ in range(ROWS_OF_TEMPLATE):
                slots = {name: random.choice(choices) for name, choices in SLOTS.items()} | {"number": str(random.randrange(100, 1000))}
                rows.append([part, before + wording.format(**slots) + after, reply.format(**slots)])

random.shuffle(rows)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "messages.csv"), "w", newline="", encoding="utf-8") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["id", "part", "message", "reply"])
    writer.writerows([i, *row] for i, row in enumerate(rows))
