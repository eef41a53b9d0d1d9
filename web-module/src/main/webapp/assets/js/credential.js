// A device's credential in its Settings: a permit to enroll again is a provision token that names this device.
import { form } from "./forms.js";

form("credential-permit", { body: (plain, item) => ({ ...plain, deviceId: item.id }) });
