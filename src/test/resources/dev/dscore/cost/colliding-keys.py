l = [(2 ** 32 + 1) * i for i in range(50000)]
while True:
    q = set(l)
