package chatd.sim;

import java.util.HashSet;
import java.util.Set;

/** The model's state of one room. */
final class ModelRoom {
    final String name;
    /** Whether it stays when it is empty. Such a room has no owner. */
    final boolean isPermanent;
    /** Null if no topic is set. */
    String topic;
    /** Null if the room has none. */
    ModelMember owner;
    boolean isLocked;
    final Set<ModelMember> invited = new HashSet<>();
    final Set<ModelMember> sentAway = new HashSet<>();

    ModelRoom(String name, boolean isPermanent) {
        this.name = name;
        this.isPermanent = isPermanent;
    }

    String title() {
        return '#' + name;
    }

    /** The title as members of other rooms read it in notices. */
    String openTitle() {
        return isLocked ? "another room" : title();
    }

    /** Whether this member may know that the room exists. */
    boolean isVisibleTo(ModelMember reader) {
        return !isLocked || reader.room == this || invited.contains(reader);
    }

    @Override
    public String toString() {
        return title();
    }
}
