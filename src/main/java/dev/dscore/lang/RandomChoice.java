package dev.dscore.lang;

import java.util.Arrays;
import java.util.List;

/** {@code np.random.choice}. */
final class RandomChoice {
    private RandomChoice() {}

    static Value of(RandomSource source, Given given) {
        Value a = given.value("a");
        boolean number = Numbers.isWhole(a) || a instanceof Array array && array.rank() == 0;
        Array from = number ? null : given.array("a");
        if (from != null && from.rank() != 1 && !source.isModern()) throw Fault.error("ValueError", "takes one axis");
        long count = number ? given.whole("a").number() : from.lengths().get(0).number();
        List<Value> size = given.has("size") ? List.of(given.value("size")) : List.of();
        List<Whole> shape = given.shape(size);
        long wanted = 1;
        for (Whole length : shape) wanted *= length.number();
        if (count <= 0 && wanted > 0) throw Fault.error("ValueError", "there is nothing to choose from");
        given.interpreter().sequences().charge(wanted);
        long[] places = places(source, given, count, wanted, !size.isEmpty());
        if (size.isEmpty()) {
            if (from == null) return Whole.of(places[0]);
            List<Subscript> one = Subscript.all(from);
            one.set(0, new Subscript.At(Whole.of(places[0])));
            return given.arrays().read(from, one);
        }
        Array chosen = RandomFunctions.places(given, places, size);
        if (from == null) return chosen;
        List<Subscript> subscripts = Subscript.all(from);
        subscripts.set(0, new Subscript.Gather(chosen, "the index"));
        return given.arrays().read(from, subscripts);
    }

    private static long[] places(RandomSource source, Given given, long count, long wanted, boolean several) {
        boolean replaced = given.flag("replace");
        if (!replaced && wanted > count) {
            throw Fault.error("ValueError", "chooses {} of {} without replacement", wanted, count);
        }
        if (given.has("p")) {
            double[] chances = chances(given, count);
            return replaced ? byChance(source, given, chances, wanted) : apart(source, given, chances, wanted);
        }
        if (!replaced) {
            if (source.isModern()) throw Fault.unsupported("replace=False is not taken of a Generator");
            return Arrays.copyOf(RandomFunctions.shuffled(source, given, count), (int) wanted);
        }
        given.interpreter().randomness().drawing(source, wanted);
        long[] places = new long[(int) wanted];
        for (int i = 0; i < wanted; i++) places[i] = source.distributions().whole(count - 1);
        return places;
    }

    private static double[] chances(Given given, long count) {
        double[] chances = given.arrays().entries(given.array("p"));
        if (chances.length != count) throw Fault.error("ValueError", "p has {} entries for {}", chances.length, count);
        double sum = 0;
        for (double chance : chances) {
            if (!(chance >= 0)) throw Fault.error("ValueError", "p has an entry that is negative or no number");
            sum += chance;
        }
        if (Math.abs(sum - 1) > Math.sqrt(Math.ulp(1.0))) throw Fault.error("ValueError", "p does not add up to 1");
        return chances;
    }

    private static long[] byChance(RandomSource source, Given given, double[] chances, long wanted) {
        given.interpreter().randomness().drawing(source, wanted);
        double[] upTo = cumulated(chances);
        long[] places = new long[(int) wanted];
        for (int i = 0; i < wanted; i++) {
            places[i] = after(upTo, source.distributions().bits().nextDouble());
        }
        return places;
    }

    // drops positions that are drawn again, and draws as many new ones from the others
    private static long[] apart(RandomSource source, Given given, double[] chances, long wanted) {
        if (Arrays.stream(chances).filter(chance -> chance > 0).count() < wanted) {
            throw Fault.error("ValueError", "fewer entries of p are not 0 than are chosen");
        }
        long[] places = new long[(int) wanted];
        int found = 0;
        while (found < wanted) {
            int missing = (int) wanted - found;
            given.interpreter().randomness().drawing(source, missing);
            double[] drawn = new double[missing];
            for (int i = 0; i < missing; i++)
                drawn[i] = source.distributions().bits().nextDouble();
            for (int i = 0; i < found; i++) chances[(int) places[i]] = 0;
            double[] upTo = cumulated(chances);
            int before = found;
            for (double one : drawn) {
                long place = after(upTo, one);
                boolean again = false;
                for (int i = before; i < found; i++) again |= places[i] == place;
                if (!again) places[found++] = place;
            }
        }
        return places;
    }

    private static double[] cumulated(double[] chances) {
        double[] upTo = new double[chances.length];
        double sum = 0;
        for (int i = 0; i < chances.length; i++) upTo[i] = sum += chances[i];
        for (int i = 0; i < chances.length; i++) upTo[i] /= sum;
        return upTo;
    }

    // returns the number of entries that are not above the value
    private static int after(double[] sorted, double value) {
        int low = 0, high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
