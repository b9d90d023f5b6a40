package chatd.chat;

import java.lang.reflect.Field;
import java.util.Map;

/** Looks behind the door of a room. */
public final class Visits {

    private Visits() {
    }

    /** About how many people the door keeps something. */
    public static int count(ChatService chat) {
        try {
            Object door = part(chat, "door");
            return ((Map<?, ?>) part(door, "visits")).size();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("a room has other parts now", e);
        }
    }

    private static Object part(Object whole, String name) throws ReflectiveOperationException {
        Field field = whole.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(whole);
    }
}
