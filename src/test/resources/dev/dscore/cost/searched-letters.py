s = 'a' * 200000
k = 0
for i in range(100000):
    k += ('a' * 1000 + 'b') in s
