package chatd.chat;

/**
 * The numbers of members as text that cannot be a name: {@code #7}. Keeps the last texts, so that a line of a member
 * without another name allocates nothing.
 */
final class MemberNumbers {

    private static final int KEPT = 256;

    private final int[] numbers = new int[KEPT];
    private final String[] texts = new String[KEPT];

    String text(int number) {
        int index = number % KEPT;
        if (texts[index] == null || numbers[index] != number) {
            numbers[index] = number;
            texts[index] = "#" + number;
        }
        return texts[index];
    }
}
