package chatd.chat;

/**
 * A room as the administrator sees it.
 *
 * @param title the name with the {@code #} before it
 * @param people the members in it
 * @param topic what it is about; empty if nobody has said so
 * @param owner the name of the member that owns it; null if nobody does
 * @param isLocked whether only people who are invited may come in
 * @param isPermanent whether it stays when nobody is in it
 */
public record RoomInfo(String title, int people, String topic, String owner, boolean isLocked, boolean isPermanent) {

    static RoomInfo of(Room room) {
        return new RoomInfo(room.title(), room.size(), room.topic() == null ? "" : room.topic(),
                room.entrance() == null ? null : room.entrance().owner().name(), room.isLocked(), room.isPermanent());
    }
}
