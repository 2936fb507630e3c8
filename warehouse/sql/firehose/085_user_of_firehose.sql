-- As whom Firehose copies. It can sign in once it has been given its secret's password.
-- Unless: SELECT 1 FROM svv_user_info WHERE user_name = 'sluice_deliverer'
CREATE USER sluice_deliverer PASSWORD DISABLE;
