// The same tests, thoroughly.
import './phoneNumber.test';
