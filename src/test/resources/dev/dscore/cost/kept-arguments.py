def f(*a):
    return a
l = [1] * 200000
k = []
while True:
    k.append(f(*l))
