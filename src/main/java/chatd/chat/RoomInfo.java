package chatd.chat;

/**
 * A room as the administrator sees it.
 *
 * @param title the name with the {@code #} before it
 * @param people number of members
 * @param topic empty if no topic is set
 * @param owner the name of the member that owns it; null if nobody owns it
 * @param isLocked whether only invited members may enter
 * @param isPermanent whether it stays when it is empty
 */
public record RoomInfo(String title, int people, String topic, String owner, boolean isLocked, boolean isPermanent) {

    static RoomInfo of(Room room) {
        return new RoomInfo(room.title(), room.size(), room.topic() == null ? "" : room.topic(),
                room.entrance() == null ? null : room.entrance().owner().name(), room.isLocked(), room.isPermanent());
    }
}
