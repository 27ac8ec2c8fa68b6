import hashlib
import pickle
import subprocess


def fingerprint(text):
    return hashlib.md5(text.encode()).hexdigest()


def load(path):
    with open(path, "rb") as file:
        return pickle.load(file)


def run(command):
    return subprocess.call(command, shell=True)


def check(amount):
    assert amount > 0
    return amount
