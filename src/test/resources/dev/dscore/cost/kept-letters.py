s = 'a' * 200000
l = []
for i in range(100000):
    l.append(f'{s}{i}')
