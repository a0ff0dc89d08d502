def f(**a): return 1
l = {'a' + str(i): 1 for i in range(5000)}
while True:
    f(**l)
