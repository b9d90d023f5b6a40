package chatd.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NumberSetTest {

    @Test
    void itBehavesLikeASetOfTheStandardLibrary() {
        Random random = new Random(1);
        NumberSet numbers = new NumberSet();
        Set<Integer> model = new TreeSet<>();
        for (int step = 0; step < 20_000; step++) {
            int number = random.nextInt(64) - 8;
            if (random.nextInt(200) == 0) {
                Set<Integer> others = random.ints(32, -8, 56).boxed().collect(Collectors.toSet());
                numbers.retainAll(others.stream().mapToInt(Integer::intValue));
                model.retainAll(others);
            } else if (random.nextBoolean()) {
                numbers.add(number);
                model.add(number);
            } else {
                numbers.remove(number);
                model.remove(number);
            }
            assertEquals(model.size(), numbers.size());
            for (int any = -8; any < 56; any++) {
                assertEquals(model.contains(any), numbers.contains(any));
            }
        }
    }
}
