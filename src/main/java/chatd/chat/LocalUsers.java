package chatd.chat;

/**
 * The names of local users, who come by a Unix domain socket: Enter takes the login name at the question for a name. If
 * names can be registered, it is theirs from then on without a key, as long as they come by such a socket.
 */
final class LocalUsers {

    private final ChatService chat;

    LocalUsers(ChatService chat) {
        this.chat = chat;
    }

    /** The name that Enter takes: the login name of a local user, if that is free or the user's, else the address. */
    String offered(Session newcomer) {
        String name = loginName(newcomer);
        boolean isFree = name != null && chat.names().problem(newcomer, name) == null;
        return isFree ? name : newcomer.address();
    }

    /** Whether a client has the login name that this name is. */
    boolean isOwn(Session newcomer, String name) {
        String own = loginName(newcomer);
        return own != null && Names.fold(own).equals(Names.fold(name));
    }

    private static String loginName(Session newcomer) {
        String user = newcomer.user();
        return user == null ? null : Names.normalize(user);
    }

    /** A local user has entered under the login name: registers it for the user, if names can be registered. */
    void entered(Session member) {
        if (chat.registrations() != null) {
            chat.registrations().ownByUser(member);
        }
    }
}
