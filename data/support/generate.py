"""Writes questions.csv: made-up questions of a web shop's customers, with their intents.

Run: python3 data/support/generate.py

Every question comes from a template: one of ten wordings of its intent, with one choice of synonyms. All questions of a template are in the same
part, so that no wording is in two. In training and validation 4 % of the labels are wrong, as where people label; those of the test part are
right. The same file comes out every time.
"""
import csv
import os
import random
import re

INTENTS = {
    "order-status": ["where is my {thing}", "when will my {thing} arrive", "has my {thing} been sent yet", "I am still waiting for my {thing}", "what is the status of my {thing}", "my {thing} has not come yet", "how long until my {thing} is here", "can you tell me where the {thing} is now", "the {thing} I bought {when} is not here", "is my {thing} on its way"],
    "cancel-order": ["I want to cancel my {thing}", "please cancel the {thing} I ordered {when}", "how do I cancel an order", "I no longer need the {thing}, stop the order", "can I still cancel my order for a {thing}", "cancel it please, I bought the {thing} by mistake", "undo my order of {when}", "I changed my mind about the {thing} and want to cancel", "is it too late to cancel the {thing}", "do not send the {thing}, cancel my order"],
    "change-address": ["I moved, how do I change my delivery address", "please send the {thing} to another address", "the address on my order is wrong", "can I change where the {thing} is delivered", "I typed the wrong street for my order", "update my delivery address please", "my new address is not the one in your shop", "deliver my {thing} to my office instead", "how can I correct the address of my order", "change the shipping address for the {thing}"],
    "return-item": ["I want to send the {thing} back", "how do I return a {thing}", "can I return the {thing} I bought {when}", "where do I send my return", "I need a return label for the {thing}", "what is the way to give back a {thing}", "the {thing} is not for me, I want to return it", "returning my {thing}, what must I do", "may I return something I opened", "please help me return the {thing}"],
    "refund-status": ["where is my refund", "I returned the {thing} but have no money back", "when do I get my money back for the {thing}", "my refund has not arrived", "how long does a refund take", "you owe me {money} for the {thing} I returned", "has my refund of {money} been paid", "I sent the {thing} back {when} and wait for the refund", "the money for my return is missing", "status of my refund please"],
    "damaged-item": ["the {thing} arrived broken", "my {thing} is damaged", "the {thing} came with a crack", "the box was crushed and the {thing} inside is broken", "there are scratches all over my new {thing}", "the {thing} was broken when I opened the parcel", "part of the {thing} is smashed", "I got a damaged {thing}", "the {thing} has a dent since delivery", "the delivery broke my {thing}"],
    "wrong-item": ["I got the wrong {thing}", "this is not the {thing} that I ordered", "you sent me a {thing} but I ordered something else", "the parcel has another {thing} in it than the one I chose", "wrong colour of {thing} delivered", "I received somebody else's {thing}", "you mixed up my order, this {thing} is not mine", "the size of the {thing} is not what I ordered", "instead of a {thing} I got something different", "the item in the box is not the {thing} I paid for"],
    "missing-item": ["one {thing} is missing from my parcel", "I ordered two and only one {thing} came", "the {thing} was not in the box", "part of my order is missing", "my parcel was empty, no {thing}", "there should be a {thing} too, but it is not there", "the charger for my {thing} was not included", "I did not get all items, the {thing} is missing", "half of my order did not come", "where is the second {thing}, it was not in the parcel"],
    "payment-failed": ["my payment was refused", "I cannot pay for the {thing}", "the payment for my order does not go through", "why is my card refused", "an error comes when I try to pay {money}", "paying by card fails every time", "your checkout says payment declined", "I tried to pay three times and it failed", "the bank says fine but your shop refuses the payment", "payment error for the {thing}"],
    "charged-twice": ["you charged me twice", "I paid {money} two times for one {thing}", "there are two charges on my card for the {thing}", "double payment for my order", "my account shows the same charge twice", "why was {money} taken twice", "I see a duplicate payment of {money}", "I was billed two times {when}", "the same {thing} was charged again", "two bookings of {money} for a single order"],
    "invoice": ["I need an invoice for the {thing}", "where can I download my bill", "please send me the invoice of {when}", "the invoice has the wrong company name", "can I get a receipt for my order", "I need a bill with the tax number", "the invoice for my {thing} is missing", "send the bill for {money} to my accountant", "how do I get a receipt for the {thing}", "my invoice shows a wrong amount"],
    "discount-code": ["my discount code does not work", "where do I type the voucher", "the coupon for {money} off is refused", "the code from your mail is not valid", "I forgot to use my voucher for the {thing}", "can I use two discount codes", "how do I redeem a gift voucher", "is there a coupon for a {thing}", "the promotion code gives an error", "my voucher of {money} was not taken off"],
    "forgot-password": ["I forgot my password", "I cannot log in", "how do I reset my password", "the link to reset my password does not come", "my login does not work any more", "I am locked out of my account", "it says wrong password but I am sure", "send me a new password please", "the password mail never arrived", "sign in fails since {when}"],
    "delete-account": ["please delete my account", "I want my data removed", "how can I close my account", "erase everything you know about me", "remove my profile from your shop", "I do not want an account any longer", "close my customer account and delete my data", "how do I get rid of my account", "delete my personal data", "cancel my membership and remove me"],
    "change-email": ["I have a new email address", "how do I change the email of my account", "my mail address is wrong in my profile", "please update my email", "I no longer use that email, change it", "the email in my account must be another one", "can I log in with a different email", "switch my account to another mail address", "I misspelled my email when I signed up", "replace the old email with my new one"],
    "newsletter": ["stop sending me the newsletter", "how do I unsubscribe from your mails", "I get too many advertising mails", "take me off your mailing list", "I want to receive the newsletter", "sign me up for news by mail", "the unsubscribe link is broken", "no more advertising please", "how often does the newsletter come", "why do I still get your newsletter"],
    "product-in-stock": ["is the {thing} in stock", "when is the {thing} available again", "the {thing} is sold out, will it come back", "do you have the {thing} in your store", "how many {thing} items are left", "can I be told when the {thing} is back", "is a {thing} still available", "will you get more of that {thing}", "the page says the {thing} is not available", "do you sell the {thing} again soon"],
    "product-question": ["how big is the {thing}", "does the {thing} work with my phone", "what is the {thing} made of", "how heavy is the {thing}", "is the {thing} waterproof", "which battery does the {thing} need", "can the {thing} go into the dishwasher", "what colours does the {thing} come in", "does the {thing} come with a manual", "is the {thing} fit for children"],
    "warranty": ["how long is the warranty on the {thing}", "my {thing} stopped working after a month", "is the repair of my {thing} covered", "the {thing} is faulty, is there a guarantee", "can my {thing} be repaired under warranty", "the {thing} does not switch on any more", "what does the guarantee cover", "I bought the {thing} last year and it died", "how do I claim the warranty for my {thing}", "my {thing} needs a repair"],
    "delivery-cost": ["how much is the delivery", "what do you charge for shipping", "is delivery free above {money}", "why do I pay {money} for shipping", "what does express delivery of a {thing} cost", "is shipping a {thing} abroad expensive", "do I have to pay for delivery", "the shipping fee for the {thing} seems too high", "how much does it cost to send a {thing}", "are there free delivery options"],
    "delivery-abroad": ["do you deliver to other countries", "can you ship a {thing} to Norway", "is it possible to send it abroad", "do you send a {thing} overseas", "I live in another country, can I order", "which countries do you ship to", "can my {thing} be delivered to Switzerland", "international delivery of a {thing}, is that possible", "shipping to an island, do you do that", "will you post the {thing} outside the EU"],
    "speak-to-human": ["I want to talk to a person", "can somebody call me", "connect me with an agent", "I need a human, not a robot", "what is your phone number", "is there someone I can speak to", "let me chat with your staff", "give me a real person please", "I would like to phone customer service", "how can I reach your team"],
    "opening-hours": ["when are you open", "what are your opening hours", "is the store open on Sunday", "until when can I come today", "at what time do you close", "are you open on public holidays", "when does your shop open tomorrow", "can I visit the store {when}", "opening times please", "how late is your store open"],
    "complaint": ["I am very unhappy with your service", "this is the worst shop ever", "I want to make a complaint", "nobody answers my mails, this is bad", "your driver was rude to me", "I am disappointed with the {thing}", "your service gets worse every time", "who can I complain to about my order", "I waited for hours and nothing happened", "that is not how one treats customers"],
}
SYNONYMS = [
    ["want to", "would like to", "need to"], ["how do I", "how can I", "what must I do to"], ["can I", "may I", "could I"], ["please", "kindly", "would you please"],
    ["arrive", "come", "get here"], ["has not come", "did not come", "has not arrived"], ["broken", "damaged", "in pieces"], ["parcel", "package", "delivery"],
    ["order", "purchase"], ["delivery", "shipping"], ["deliver", "ship", "bring"], ["send", "mail", "post"], ["need", "want", "require"], ["account", "profile", "customer account"],
    ["newsletter", "news mail", "advertising mail"], ["invoice", "bill", "receipt"], ["voucher", "coupon", "gift code"], ["refund", "repayment", "money back"], ["store", "shop"],
    ["person", "human", "real human"], ["missing", "not there", "absent"], ["wrong", "incorrect", "not right"], ["charged", "billed", "debited"], ["available", "in stock", "on sale"],
    ["warranty", "guarantee"], ["password", "login"], ["bought", "ordered", "got"], ["address", "street address"], ["email", "mail address", "e-mail"], ["payment", "transaction"],
    ["my", "the", "our"], ["I am", "I'm"], ["is", "is really"], ["cancel", "call off", "stop"], ["return", "give back", "send back"], ["cost", "price"], ["open", "opened"], ["delete", "erase", "remove"],
]
THINGS = ["kettle", "lamp", "backpack", "phone", "jacket", "chair", "headset", "camera", "blender", "watch", "keyboard", "tent", "mirror", "carpet", "drill", "bike helmet"]
WHENS = ["yesterday", "last week", "on Monday", "two days ago", "in May", "this morning", "a month ago"]
MONEY = ["20 euros", "$35", "12.50", "99 dollars", "5 pounds", "150 EUR"]
BEFORE = ["", "", "", "hi, ", "hello, ", "good morning, ", "please help: ", "quick question: ", "sorry to bother you, ", "hey "]
AFTER = ["", "", "", "?", ".", " thanks", " please", "!", " - can you help?", " thank you"]
PARTS = ["train"] * 7 + ["validation"] + ["test"] * 2
VARIANTS, ROWS_OF_TEMPLATE, WRONG, MISTYPED = 4, 6, 0.04, 0.15

random = random.Random(20)
letters = "abcdefghijklmnopqrstuvwxyz"


def mistype(text):
    at = random.randrange(1, len(text) - 1)
    way = random.randrange(3)
    return text[:at] + (text[at + 1:] if way == 0 else text[at + 1] + text[at] + text[at + 2:] if way == 1 else random.choice(letters) + text[at:])


def reword(template):
    for words in SYNONYMS:
        one = re.compile(r"\b(" + "|".join(words) + r")\b")
        template = one.sub(lambda found: random.choice(words), template, count=1)
    return template


rows = []
for intent, wordings in INTENTS.items():
    templates = sorted({reword(wording) for wording in wordings for _ in range(VARIANTS)})
    for number, template in enumerate(templates):
        part = random.choice(PARTS)
        made = set()
        while len(made) < ROWS_OF_TEMPLATE:
            text = random.choice(BEFORE) + template.format(thing=random.choice(THINGS), when=random.choice(WHENS), money=random.choice(MONEY)) + random.choice(AFTER)
            made.add(mistype(text) if random.random() < MISTYPED else text)
        for text in sorted(made):
            label = random.choice([i for i in INTENTS if i != intent]) if part != "test" and random.random() < WRONG else intent
            rows.append((text, label, f"{intent}/{number}", part))
random.shuffle(rows)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "questions.csv"), "w", newline="", encoding="utf-8") as file:
    csv.writer(file, lineterminator="\n").writerows([("text", "intent", "template", "part"), *rows])
